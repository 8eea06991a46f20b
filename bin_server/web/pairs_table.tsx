// Names and values in the order in which they came, with their case and their repeats. `empty` stands for a value that
// is.
import { ShownText } from "shared/web/shown_text";

interface PairsTableProps {
  pairs: readonly (readonly [name: string, value: string])[];
  empty?: string;
}

export function PairsTable({ pairs, empty = "empty" }: PairsTableProps) {
  return (
    <table class="pairs">
      <tbody>
        {pairs.map(([name, value], index) => (
          <tr key={index}>
            <th scope="row"><ShownText text={name} /></th>
            <td>{value === "" ? <span class="quiet">{empty}</span> : <ShownText text={value} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
