// application/x-www-form-urlencoded (URL Standard section 5.1), read for showing.

// More fields than this are shown raw: nobody reads them in a table.
const FIELDS_AT_MOST = 1000;

export function formPairs(contentType: string | null, text: string | undefined): [string, string][] | undefined {
  if (text === undefined || !/^application\/x-www-form-urlencoded\b/i.test(contentType ?? "")) return undefined;
  const pairs = [...new URLSearchParams(text)];
  return pairs.length > 0 && pairs.length <= FIELDS_AT_MOST ? pairs : undefined;
}
