#include "shared/cli/table.h"

#include <algorithm>
#include <iterator>
#include <ostream>

#include "shared/cli/details.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

constexpr std::size_t kGap = 2;  // between columns
// Of a column that is cut: what it has while others may be dropped, enough to read; and when none is left that may,
// enough to tell one name from another.
constexpr std::size_t kReadableWidth = 16;
constexpr std::size_t kLeastWidth = 8;

std::string cut(const std::string& text, std::size_t columns) {
  if (columns_of(text) <= columns) return text;
  std::string kept;
  std::size_t count = 0;
  for (const char byte : text) {
    if (!continues_character(byte) && ++count == columns) break;
    kept += byte;
  }
  return kept + "…";
}

}  // namespace

void Table::add(std::vector<Cell> row) {
  for (Cell& cell : row) cell.text = printable(cell.text);
  rows_.push_back(std::move(row));
}

void Table::print(const Paper& paper) const {
  if (!paper.width) return print_lines(paper, natural_places());
  const auto places = places_within(*paper.width);
  if (places) return print_lines(paper, *places);
  print_blocks(paper);
}

std::vector<Table::Place> Table::natural_places() const {
  std::vector<Place> places;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = columns_of(columns_[i].title);
    for (const auto& row : rows_) width = std::max(width, columns_of(row[i].text));
    places.push_back({i, width});
  }
  return places;
}

std::optional<std::vector<Table::Place>> Table::places_within(std::size_t width) const {
  const auto needs = [](const std::vector<Place>& places) {
    std::size_t sum = 0;
    for (const Place& place : places) sum += place.width + kGap;
    return sum - std::min(sum, kGap);
  };
  const auto shrunk = [&](std::vector<Place> places, std::size_t least) {
    while (needs(places) > width && shrink(places, least)) continue;
    return places;
  };
  std::vector<Place> places = natural_places();
  while (true) {
    std::vector<Place> readable = shrunk(places, kReadableWidth);
    if (needs(readable) <= width) return readable;
    const auto last = std::find_if(places.rbegin(), places.rend(),
                                   [&](const Place& place) { return columns_[place.column].fit == Fit::drop; });
    if (last == places.rend()) break;
    places.erase(std::next(last).base());
  }
  places = shrunk(places, kLeastWidth);
  if (needs(places) > width) return std::nullopt;
  return places;
}

// The widest gives first, so that short names stay whole beside long ones.
bool Table::shrink(std::vector<Place>& places, std::size_t most_cut) const {
  Place* widest = nullptr;
  for (Place& place : places) {
    const Column& column = columns_[place.column];
    const std::size_t least = std::max(most_cut, columns_of(column.title));
    if (column.fit != Fit::cut || place.width <= least) continue;
    if (widest == nullptr || place.width > widest->width) widest = &place;
  }
  if (widest == nullptr) return false;
  --widest->width;
  return true;
}

void Table::print_lines(const Paper& paper, const std::vector<Place>& places) const {
  // Spaces are kept back until something follows them: no line ends with any.
  const auto print_line = [&](const auto& text_of, const auto& dressed) {
    std::size_t spaces = 0;
    for (const Place& place : places) {
      const std::string text = cut(text_of(place.column), place.width);
      if (!text.empty()) {
        paper.out << std::string(spaces, ' ') << dressed(place.column, text);
        spaces = 0;
      }
      spaces += place.width - columns_of(text) + kGap;
    }
    paper.out << '\n';
  };
  print_line([&](std::size_t i) { return columns_[i].title; },
             [&](std::size_t, const std::string& text) { return paper.style.bold(text); });
  for (const auto& row : rows_) {
    print_line([&](std::size_t i) { return row[i].text; },
               [&](std::size_t i, const std::string& text) { return toned(paper.style, row[i].tone, text); });
  }
}

void Table::print_blocks(const Paper& paper) const {
  bool is_first = true;
  for (const auto& row : rows_) {
    if (!is_first) paper.out << '\n';
    is_first = false;
    Details block(columns_.front().title + " " + row.front().text);
    for (std::size_t i = 1; i < columns_.size(); ++i) block.add(columns_[i].title, row[i].text, row[i].tone);
    block.print(paper);
  }
}

}  // namespace hookloop
