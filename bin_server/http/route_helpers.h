// What the routes of bins, requests and the feed share: finding what a path names, reading query parameters, and the
// problems that say why that failed. A function that returns nothing has put a problem into the response.
#pragma once

#include <httplib.h>

#include <optional>
#include <string>
#include <vector>

#include "bin_server/http/api_context.h"
#include "bin_server/http/json_views.h"
#include "shared/support/problem.h"
#include "shared/support/store_error.h"

namespace hookloop {

std::optional<Bin> find_bin(const ApiContext& context, const httplib::Request& request, httplib::Response& response);

// `latest`, a seq or an id.
std::optional<CapturedRequest> find_request(const ApiContext& context, const Bin& bin, const httplib::Request& request,
                                            httplib::Response& response);

// False, with a problem, when the query names a parameter that is not in the list, or one twice: nothing is silently
// ignored.
bool check_parameters(const httplib::Request& request, const std::vector<std::string>& known, httplib::Response& response);

// A whole number of the query from `least` on; `found` is left alone when it is not given. False: it is no such number.
bool read_number(const httplib::Request& request, const std::string& name, std::int64_t least, std::int64_t most,
                 std::optional<std::int64_t>& found, httplib::Response& response);

JudgedRequest judge(const ApiContext& context, const Bin& bin, const CapturedRequest& request);

// "http://HOST", as the client called us: right behind a port mapping too.
std::string base_url(const httplib::Request& request);

}  // namespace hookloop
