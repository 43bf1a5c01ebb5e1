// What nobody can see of a page that is shown as it is now: text that is cut off, beyond the edge or across the next cell, and
// a page that has to be moved sideways. What has a bar of its own to be moved by, a wide table, is not cut off; on a screen that
// is not narrow a table fits.

(() => {
  const found = [];
  const name = (element) => `${element.localName}${element.id ? `#${element.id}` : ''}${[...element.classList].map((one) => `.${one}`).join('')}`;
  for (const whole of [document.documentElement, ...document.querySelectorAll('dialog[open]')]) {
    if (whole.scrollWidth > whole.clientWidth) found.push(`${name(whole)} is ${whole.scrollWidth} wide, of which ${whole.clientWidth} are seen`);
  }
  if (innerWidth >= 1280) {
    for (const frame of document.querySelectorAll('.wrap')) {
      if (frame.scrollWidth > frame.clientWidth) found.push(`${frame.getAttribute('aria-label')} is ${frame.scrollWidth} wide, of which ${frame.clientWidth} are seen`);
    }
  }
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.visually-hidden, .skip, option, svg');
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode;
    if (!text.data.trim() || !shown(text.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const place = range.getBoundingClientRect();
    const cell = text.parentElement.closest('td, th');
    if (cell && place.right > cell.getBoundingClientRect().right + 1) found.push(`“${text.data.trim()}” sticks out of its cell`);
    let around = text.parentElement;
    let moved = false;
    for (; around && !moved; around = around.parentElement) {
      const style = getComputedStyle(around);
      moved = style.overflowX === 'auto' || style.overflowX === 'scroll';
      if (style.overflowX !== 'hidden' && style.overflowX !== 'clip') continue;
      const box = around.getBoundingClientRect();
      if (place.right > box.right + 1 || place.left < box.left - 1 || place.bottom > box.bottom + 1 && style.overflowY !== 'auto') {
        found.push(`“${text.data.trim()}” is cut off by ${name(around)}`);
      }
    }
    if (!moved && (place.right > innerWidth + 1 || place.left < -1)) found.push(`“${text.data.trim()}” is beyond the edge`);
  }
  return found;
})();
