// Names and values in the order in which they came, with their case and their repeats.
import type { Pair } from "bin_server/web/bin_api";
import { ShownText } from "shared/web/shown_text";

export function PairsTable({ pairs }: { pairs: readonly Pair[] }) {
  return (
    <table class="pairs">
      <tbody>
        {pairs.map(([name, value], index) => (
          <tr key={index}>
            <th scope="row"><ShownText text={name} /></th>
            <td>{value === "" ? <span class="quiet">empty</span> : <ShownText text={value} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
