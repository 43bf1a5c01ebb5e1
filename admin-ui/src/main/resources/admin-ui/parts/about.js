// @ts-check
// What a line of the journal is about.

/** The path of a change of a server, whose id may have slashes. */
const CHANGE = /^pools\/([^/]+)\/servers\/(.+?)(?:\/(?:admin-state|weight|probe|reset-ejection|unbind-sessions))?$/;

/** As POOL/ID, as rows are called, if it is a server. */
export function serverOf(subject) {
  const change = CHANGE.exec(subject);
  return change ? `${change[1]}/${change[2]}` : subject;
}
