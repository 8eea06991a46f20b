#include "shared/cli/details.h"

#include <algorithm>
#include <ostream>

namespace hookloop {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kLabelGap = 2;
// A value column that is narrower than this is harder to read than one that the terminal wraps.
constexpr std::size_t kLeastValueColumns = 16;

}  // namespace

void Details::add(std::string label, std::string value, Tone tone) {
  if (!value.empty()) lines_.push_back({printable(label), printable(value), tone});
}

void Details::print(const Paper& paper) const {
  paper.out << paper.style.bold(printable(heading_));
  if (!remark_.empty()) paper.out << "  " << toned(paper.style, remark_tone_, printable(remark_));
  paper.out << '\n';
  std::size_t labels = 0;
  for (const Line& line : lines_) labels = std::max(labels, columns_of(line.label));
  const std::size_t indent = kIndent + labels + kLabelGap;
  for (const Line& line : lines_) {
    std::string value = line.value;
    if (paper.width && *paper.width >= indent + kLeastValueColumns && indent + columns_of(value) > *paper.width) {
      value = wrapped(value, *paper.width, static_cast<unsigned>(indent)).substr(indent);
    }
    paper.out << std::string(kIndent, ' ') << paper.style.dim(line.label)
              << std::string(labels - columns_of(line.label) + kLabelGap, ' ') << toned(paper.style, line.tone, value)
              << '\n';
  }
}

}  // namespace hookloop
