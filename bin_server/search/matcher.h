// Whether a captured request is what a query looks for (model/search_query.h). The one place that says what a condition
// means: an index may only spare captures that this would refuse. Any thread with a subject of its own.
#pragma once

#include "bin_server/model/search_query.h"
#include "bin_server/search/subject.h"

namespace hookloop {

bool matches(const SearchQuery& query, SearchSubject& subject);

// Of one condition, for whoever explains why a capture did not match.
bool holds(const SearchCondition& condition, SearchSubject& subject);

// `*` is any run of characters, `?` any one; everything else itself.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace hookloop
