// Text without regard to case, in any script that has one: each character becomes its lower case where it has a single
// one (Unicode simple mapping, as the C library's C.UTF-8 locale knows it). Folding changes no length class that
// matters to a search: what contains a text contains it folded. Bytes that are no UTF-8 stay as they are. Not done:
// mappings to several characters ("ß" is not "ss"), and normal forms: an accent of its own is another text than a
// letter with one. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace hookloop {

std::string fold_case(std::string_view text);

// Puts the folded text behind `out`, which keeps its room from one use to the next.
void fold_case_into(std::string_view text, std::string& out);

}  // namespace hookloop
