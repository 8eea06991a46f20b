// What the index keeps of a capture: the other half of search_hints.h. Both follow from matcher.h: whatever a condition
// can be true of, its hint must not rule out. Any thread with a subject of its own.
#pragma once

#include "bin_server/search/subject.h"
#include "bin_server/store/search_index.h"

namespace hookloop {

// Of longer texts this much is kept, and the entry says so.
inline constexpr std::size_t kLongestIndexedText = 64u << 10;

// Of more numbers than this none is kept, and the entry says so.
inline constexpr std::size_t kMostIndexedNumbers = 256;

IndexEntry index_entry_of(SearchSubject& subject);

// Tells secrets from other secrets; a change of their order or names counts as one.
std::int64_t secrets_fingerprint(const BinSettings& settings);

}  // namespace hookloop
