/** @param {any} context */
export function mountExplore(context) {
  void context;
  return { update() {}, destroy() {} };
}
