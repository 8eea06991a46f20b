// One thing in full: a heading, and under it its properties, labels in one column and values in the next; long values
// go on below themselves. Everything is made printable. One thread at a time.
#pragma once

#include <string>
#include <vector>

#include "shared/cli/paper.h"

namespace hookloop {

class Details {
 public:
  explicit Details(std::string heading, std::string remark = "", Tone tone = Tone::plain)
      : heading_(std::move(heading)), remark_(std::move(remark)), remark_tone_(tone) {}
  // A value that is empty is left out.
  void add(std::string label, std::string value, Tone tone = Tone::plain);
  void print(const Paper& paper) const;

 private:
  struct Line {
    std::string label;
    std::string value;
    Tone tone;
  };

  std::string heading_;
  std::string remark_;  // beside the heading, in a tone of its own
  Tone remark_tone_;
  std::vector<Line> lines_;
};

}  // namespace hookloop
