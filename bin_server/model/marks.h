// What a person noted on a captured request: that it is to stay, a note, tags. It is beside the bytes and changes
// nothing of them, nor of the verdict. Values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bin_server/model/bin.h"

namespace hookloop {

struct Marks {
  bool pinned = false;            // stays when the bin's limits, or those of all bins, are met
  std::string note;               // UTF-8; lines are parted by \n
  std::vector<std::string> tags;  // in the order in which they were given, none twice
  bool operator==(const Marks&) const = default;

  bool empty() const { return !pinned && note.empty() && tags.empty(); }
};

// Notes and tags are for a person to read: a page of rows carries them all.
inline constexpr std::size_t kLongestNote = 4'096;  // bytes
inline constexpr std::size_t kLongestTag = 50;      // characters
inline constexpr std::size_t kMostTags = 20;        // of one capture
inline constexpr std::size_t kMostMarked = 10'000;  // captures of a bin that have marks at all
inline constexpr std::uint64_t kPinnedShare = 2;    // pins may take one part in so many of each limit

// What is wrong with a note, or a tag, as a sentence that says what is allowed; nothing when it is right.
std::optional<std::string> fault_of_note(std::string_view note);
std::optional<std::string> fault_of_tag(std::string_view tag);

// Whether one more pin, of a capture of so many bytes, leaves room for what is still to come: pins fill half of a limit
// at most. The totals are the bin's, or those of all bins.
bool may_pin(const BinTotals& totals, const BinLimits& limits, std::uint64_t bytes);
bool may_pin(const BinTotals& totals, const StoreLimits& limits, std::uint64_t bytes);

}  // namespace hookloop
