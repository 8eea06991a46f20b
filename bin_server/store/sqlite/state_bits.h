// What is thought of a capture as one number of the search index: its `facts.states`. Pure.
#pragma once

#include "bin_server/store/search_index.h"

namespace hookloop {

int state_bits(const IndexEntry& entry);

// The bit of one state, and whether the bin's secrets decide about it.
int state_bit(SearchState state);
bool follows_secrets(SearchState state);

}  // namespace hookloop
