// What the routes of bins, requests and the feed share: finding what a path names, and the problems that say why that
// failed. A function that returns nothing has put a problem into the response.
#pragma once

#include <httplib.h>

#include <optional>
#include <string>
#include <vector>

#include "bin_server/http/api_context.h"
#include "bin_server/http/json_views.h"
#include "bin_server/model/search_query.h"
#include "shared/http_server/query.h"
#include "shared/support/problem.h"
#include "shared/support/store_error.h"

namespace hookloop {

std::optional<Bin> find_bin(const ApiContext& context, const httplib::Request& request, httplib::Response& response);

// `latest`, a seq or an id.
std::optional<CapturedRequest> find_request(const ApiContext& context, const Bin& bin, const httplib::Request& request,
                                            httplib::Response& response);

// The same by a name that stands elsewhere than in the path.
std::optional<CapturedRequest> find_named_request(const ApiContext& context, const Bin& bin, const std::string& name,
                                                  httplib::Response& response);

// What `q` asks for; all where it is not given.
std::optional<SearchQuery> read_search(const ApiContext& context, const httplib::Request& request,
                                       httplib::Response& response);

JudgedRequest judge(const ApiContext& context, const Bin& bin, const CapturedRequest& request);

}  // namespace hookloop
