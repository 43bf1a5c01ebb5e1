// The picture of a real node with what it lacks: virtual addresses, one of them long, a second node, one that nobody reached,
// traffic enough to know what they can take, and trouble.

const holds = { mode: 'active-passive', planned: ['node-in-a-test'], term: 42, prefix: 64, since: new Date(Date.now() - 86_400_000).toISOString() };
const more = (data) => {
  const picture = JSON.parse(data);
  if (!picture.overview) return data;
  const [node] = picture.overview.nodes;
  Object.assign(picture.overview, {
    nodes: [node, { ...node, id: 'node-elsewhere', self: false, page: 'http://192.0.2.1:9090' }],
    capacity: { requestsPerSecond: 4200, used: 0.62, ifLost: [{ node: 'node-in-a-test', used: 1.24 }, { node: 'node-elsewhere', used: 0.5 }] },
    state: 'degraded',
    virtualIps: [{ ...holds, address: '2001:db8:85a3:8d3:1319:8a2e:370:7348', holder: 'node-in-a-test' }, { ...holds, address: '203.0.113.10', prefix: 24, holder: null, since: null, term: null }, { ...holds, address: '203.0.113.11', prefix: 24, holder: 'node-elsewhere' }],
    unreached: [{ address: '[2001:db8:85a3:8d3:1319:8a2e:370:7349]:5701', reason: 'connection refused' }],
    trouble: [{ level: 'error', text: 'virtual address 203.0.113.10: no node holds it' },
      { level: 'warning', text: 'member [2001:db8:85a3:8d3:1319:8a2e:370:7349]:5701 was never reached: connection refused' }],
    quorum: { heard: true, text: '2 of 3 voters' },
  });
  return JSON.stringify(picture);
};

const Told = window.EventSource;
window.EventSource = class extends Told {
  addEventListener(name, take) {
    super.addEventListener(name, (event) => take(event.data ? new MessageEvent(name, { data: more(event.data) }) : event));
  }
};
