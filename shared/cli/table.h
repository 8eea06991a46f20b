// Rows under titles, in columns as wide as what is in them. Where the paper is narrower, long texts are cut with "…"
// and columns that are told elsewhere too are dropped, the last first; where even that is not enough, each row becomes
// a block of its own, with everything in it whole. Everything is made printable. One thread at a time.
#pragma once

#include <string>
#include <vector>

#include "shared/cli/paper.h"

namespace hookloop {

// What a column gives where there is no room.
enum class Fit {
  whole,  // nothing: an id that was cut is of no use to anybody
  cut,    // a part of its texts: names, sentences
  drop,   // itself
};

struct Column {
  std::string title;
  Fit fit = Fit::whole;
};

struct Cell {
  Cell(std::string shown_text, Tone shown_tone = Tone::plain) : text(std::move(shown_text)), tone(shown_tone) {}
  std::string text;
  Tone tone;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<Cell> row);  // as many cells as there are columns
  bool empty() const { return rows_.empty(); }
  void print(const Paper& paper) const;

 private:
  struct Place {
    std::size_t column;  // its index
    std::size_t width;
  };

  std::vector<Place> natural_places() const;
  // Nothing when there is no room even with all that can be given.
  std::optional<std::vector<Place>> places_within(std::size_t width) const;
  // By one character, leaving each column as many as `most_cut`; false when none can be had.
  bool shrink(std::vector<Place>& places, std::size_t most_cut) const;
  void print_lines(const Paper& paper, const std::vector<Place>& places) const;
  void print_blocks(const Paper& paper) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace hookloop
