/** What a page may load: nothing. */

/** No request can leave the page, whatever is in it. */
export const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
