#include "shared/cli/print_list.h"

#include <ostream>
#include <utility>

namespace hookloop {

void print_list(const Paper& paper, const Json& rows, std::vector<Column> columns,
                const std::function<std::vector<Cell>(const Json&)>& row_of, const std::string& empty) {
  Table table(std::move(columns));
  for (const Json& row : rows) table.add(row_of(row));
  if (table.empty())
    paper.out << (paper.width ? wrapped(printable(empty), *paper.width) : printable(empty)) << '\n';
  else
    table.print(paper);
}

}  // namespace hookloop
