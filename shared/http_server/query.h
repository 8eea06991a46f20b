// The parameters of a request's query. Nothing is silently ignored: one that is not known, or comes twice, is a problem
// that names the nearest. A function that returns false has put a problem into the response. Any thread.
#pragma once

#include <httplib.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hookloop {

bool check_parameters(const httplib::Request& request, const std::vector<std::string>& known,
                      httplib::Response& response);

// A whole number of the query; `found` is left alone when it is not given.
bool read_number(const httplib::Request& request, const std::string& name, std::int64_t least, std::int64_t most,
                 std::optional<std::int64_t>& found, httplib::Response& response);

// The problem of a parameter whose value is not right: 400 "bad-parameter".
void answer_bad_parameter(httplib::Response& response, const std::string& detail);

// The whole of the text as a decimal number, with a sign or without.
std::optional<std::int64_t> whole_number(std::string_view text);

// "http://HOST", as the client called us: right behind a port mapping too.
std::string base_url(const httplib::Request& request, const std::string& scheme = "http");

}  // namespace hookloop
