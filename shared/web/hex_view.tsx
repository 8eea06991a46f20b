// Bytes that are no text, to be read all the same.
import { useState } from "preact/hooks";
import { hexRows } from "shared/web/bytes";
import { useMedia } from "shared/web/use_media";
import { showCount } from "shared/web/wording";

const BYTES_AT_ONCE = 4096;
const WIDE = "(min-width: 40rem)"; // below it, sixteen bytes do not fit on a row

export function HexView({ bytes }: { bytes: Uint8Array }) {
  const [limit, setLimit] = useState(BYTES_AT_ONCE);
  const perRow = useMedia(WIDE) ? 16 : 8;
  return (
    <>
      <pre class="hex-view" tabIndex={0} aria-label="Bytes in hexadecimal">
        {hexRows(bytes, perRow, limit / perRow).map((row) => (
          <div key={row.offset}>
            <span class="hex-offset">{row.offset}</span> {row.hex} <span class="hex-ascii">{row.ascii}</span>
          </div>
        ))}
      </pre>
      {bytes.length > limit && (
        <button type="button" class="button" onClick={() => setLimit(limit * 4)}>
          Show more: {showCount(bytes.length - limit)} bytes are left
        </button>
      )}
    </>
  );
}
