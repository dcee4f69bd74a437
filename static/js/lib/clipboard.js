/** Text for the clipboard. */

/**
 * Copy a text, also one that is still on its way. Safari opens the clipboard only within the click itself, so call this
 * before anything is awaited, and give the promise instead of its text.
 * @param {string | Promise<string>} text
 * @returns {Promise<boolean>} whether the browser allowed it
 */
export async function copyText(text) {
  try {
    if (typeof text === 'string') await navigator.clipboard.writeText(text);
    else await copyLater(text);
    return true;
  } catch {
    return copySelection(await text);
  }
}

/** @param {Promise<string>} text */
async function copyLater(text) {
  const type = 'text/plain';
  const given = 'ClipboardItem' in globalThis ? copyItem(type, text) : Promise.reject(new Error('no ClipboardItem'));
  // Some browsers take no promise; they let a page copy for a while after a click.
  await given.catch(async () => navigator.clipboard.writeText(await text));
}

/** @param {string} type @param {Promise<string>} text */
async function copyItem(type, text) {
  const blob = text.then((ready) => new Blob([ready], { type }));
  // Who refuses the item never waits for it.
  blob.catch(() => {});
  await navigator.clipboard.write([new ClipboardItem({ [type]: blob })]);
}

/** On plain HTTP and in strict frames there is no clipboard but that of a selection. @param {string} text @returns {boolean} */
function copySelection(text) {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  Object.assign(field.style, { position: 'fixed', opacity: '0' });
  field.setAttribute('aria-hidden', 'true');
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
