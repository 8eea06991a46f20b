// The numbers that a comparison can be about, and where they stand: a value of a header, of the query or of a JSON
// body, with a number for its place, the same in every capture. Two places may share a number, and whatever is found by
// it is looked at again; a place has never two. Any thread with a subject of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "bin_server/model/search_query.h"
#include "bin_server/search/subject.h"
#include "bin_server/store/search_index.h"

namespace hookloop {

// Those that count as numbers when they are compared (shared/support/decimal.h): of JSON also a text such as "12".
// At most `limit` of them; nothing where there are more.
std::optional<std::vector<IndexedNumber>> numbers_of(SearchSubject& subject, std::size_t limit);

// What a condition of the fields header, query and body is about; nothing where the same value has several places.
std::optional<std::int64_t> number_place(SearchField field, std::string_view name);

// The same for methods, whatever their case.
std::int64_t method_number(std::string_view method);

}  // namespace hookloop
