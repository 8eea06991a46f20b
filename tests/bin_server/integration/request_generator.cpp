#include "tests/bin_server/integration/request_generator.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace hookloop::test {
namespace {

using namespace std::string_literals;

constexpr std::string_view kMethods[] = {"GET",   "POST",    "PUT",      "PATCH",    "DELETE", "HEAD",   "OPTIONS",
                                         "TRACE", "CONNECT", "M-SEARCH", "PROPFIND", "MKCOL",  "FOO!",   "get",
                                         "pOsT",  "X",       "~odd~",    "PRI",      "A|B",    "REPORT", "'quote'"};

// Name, value with its white space, and what is left of the value.
struct OddField {
  std::string line;
  std::string name;
  std::string value;
};

const OddField kOddFields[] = {
    {"X-Empty:", "X-Empty", ""},
    {"X-Only-Space:   \t ", "X-Only-Space", ""},
    {"x-no-space:value", "x-no-space", "value"},
    {"X-Tabs:\t\tvalue\t ", "X-Tabs", "value"},
    {"X-CaSe: One", "X-CaSe", "One"},
    {"x-case: two", "x-case", "two"},
    {"X-Repeat: same", "X-Repeat", "same"},
    {"X-Repeat: same", "X-Repeat", "same"},
    {"X-Colons: a:b::c:", "X-Colons", "a:b::c:"},
    {"X-Latin: caf\xe9 \xff\xfe", "X-Latin", "caf\xe9 \xff\xfe"},
    {"X-Utf8: \xc3\xa9\xe2\x82\xac", "X-Utf8", "\xc3\xa9\xe2\x82\xac"},
    {"X-Control: a\x01\x1b[31mb", "X-Control", "a\x01\x1b[31mb"},
    {"X-Folded: one\r\n two\r\n\tthree", "X-Folded", "one two three"},
    {"X-Folded-Empty:\r\n  later", "X-Folded-Empty", "later"},
    {"!#$%&'*+-.^_`|~0: token", "!#$%&'*+-.^_`|~0", "token"},
    {"Cookie: a=1; b=2", "Cookie", "a=1; b=2"},
    {"Cookie: c=3", "Cookie", "c=3"},
    {"Authorization: Basic dXNlcjpwYXNz", "Authorization", "Basic dXNlcjpwYXNz"},
    {"X-Long: " + std::string(3000, 'l'), "X-Long", std::string(3000, 'l')},
    {"Accept-Encoding: gzip, br", "Accept-Encoding", "gzip, br"},
    {"Range: bytes=0-3", "Range", "bytes=0-3"},
    {"If-None-Match: \"etag\"", "If-None-Match", "\"etag\""},
    {"Keep-Alive: timeout=5", "Keep-Alive", "timeout=5"},
    {"Upgrade: websocket", "Upgrade", "websocket"},
};

}  // namespace

std::string_view RequestGenerator::line_end() { return bare_line_feeds_ && one_in(2) ? "\n" : "\r\n"; }

std::string RequestGenerator::random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random_.next());
  return bytes;
}

std::vector<std::size_t> RequestGenerator::cuts(std::size_t size) {
  std::vector<std::size_t> positions;
  if (size < 2) return positions;
  for (std::size_t left = 1 + below(12); left > 0; --left) positions.push_back(1 + below(size - 1));
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

void RequestGenerator::make_target(GeneratedRequest& request) {
  static const std::string paths[] = {
      "",      "/",          "/hook",         "/a//b/../c/.",   "/%2e%2e/%00%ff",
      "/b/x/", "/caf\xe9/?", "/\xff\xfe\x80", "/a|b\"<>{}^`\\", "/long/" + std::string(2000, 'p')};
  static const std::pair<std::string, std::vector<std::pair<std::string, std::string>>> queries[] = {
      {"", {}},
      {"?", {}},
      {"?a=1&b=2&a=3", {{"a", "1"}, {"b", "2"}, {"a", "3"}}},
      {"?=x&y&&z=", {{"", "x"}, {"y", ""}, {"z", ""}}},
      {"?q=a+b%20c%2B%zz%4", {{"q", "a b c+%zz%4"}}},
      {"?u=%C3%A9&raw=\xc3\xa9", {{"u", "\xc3\xa9"}, {"raw", "\xc3\xa9"}}},
      {"?who=are/you?&me", {{"who", "are/you?"}, {"me", ""}}},
      {"?x=1#part", {{"x", "1"}}},
  };
  std::string path = any_of(paths);
  const auto& query = any_of(queries);
  // A path that ends in "?" begins the query itself.
  if (path.ends_with('?')) path.pop_back();
  request.target = "/b/" + bin_ + path + query.first;
  request.query = query.second;
  if (one_in(6)) {
    static const std::string hosts[] = {"http://hooks.example", "HTTP://hooks.example:8080",
                                        "https://user@hooks.example"};
    request.target = any_of(hosts) + request.target;
  }
}

void RequestGenerator::add_field(GeneratedRequest& request, std::string_view name, std::string_view value) {
  request.bytes.append(name).append(": ").append(value).append(line_end());
  request.headers.push_back({std::string(name), std::string(value)});
}

void RequestGenerator::add_odd_fields(GeneratedRequest& request) {
  for (std::size_t left = below(6); left > 0; --left) {
    const OddField& field = any_of(kOddFields);
    request.bytes.append(field.line).append(line_end());
    request.headers.push_back({field.name, field.value});
  }
}

std::string RequestGenerator::make_content(GeneratedRequest& request) {
  switch (below(8)) {
    case 0:
      return "";
    case 1:
      add_field(request, "Content-Type", "application/json");
      return R"({"project": {"name": "MyApp"},  "version":{ "name":"Version #1" } })";
    case 2: {
      add_field(request, "Content-Type", "multipart/form-data; boundary=\"cut here\"");
      const std::string cut = "--cut here";
      return cut + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n" + cut +
             "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\xff.bin\"\r\n\r\n" +
             random_bytes(below(500)) + "\r\n" + cut + "--\r\n";
    }
    case 3:
      add_field(request, "Content-Type", "application/x-www-form-urlencoded");
      return "a=1&b=%20&a=" + std::string(below(20'000), 'f');
    case 4:
      add_field(request, "Content-Encoding", "gzip");
      return "\x1f\x8b\x08"s + random_bytes(10 + below(300));
    case 5:  // looks like the next request
      return "POST /b/" + bin_ + " HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello\r\n\r\nGET / HTTP/1.1\r\n\r\n";
    case 6:
      return "\0\0NUL and \xff\xff\r\n\r\n0\r\n\r\n"s;
    default:
      return random_bytes(below(one_in(8) ? 100'000 : 600));
  }
}

std::string RequestGenerator::in_chunks(GeneratedRequest& request) {
  std::string wire;
  for (std::size_t at = 0; at < request.content.size();) {
    const std::size_t count = std::min(request.content.size() - at, 1 + below(one_in(3) ? 20 : 30'000));
    static const std::string extensions[] = {"", "", ";name=value", "; a=\"quoted;\\\"text\"", " ;x"};
    wire += one_in(2) ? fmt::format("{:x}", count) : fmt::format("{:04X}", count);
    wire += any_of(extensions);
    wire += line_end();
    wire += request.content.substr(at, count);
    wire += line_end();
    at += count;
  }
  wire += one_in(3) ? "000" : "0";
  wire += line_end();
  if (one_in(3)) {
    request.trailers = {{"X-Checksum", "abc"}, {"x-checksum", "d\xe9"}};
    for (const HeaderField& field : request.trailers) wire += field.name + ": " + field.value + std::string(line_end());
  }
  wire += line_end();
  return wire;
}

GeneratedRequest RequestGenerator::next() {
  GeneratedRequest request;
  bare_line_feeds_ = one_in(8);
  request.method = any_of(kMethods);
  make_target(request);
  const bool is_version_1_0 = one_in(8);
  request.bytes = request.method + " " + request.target + (is_version_1_0 ? " HTTP/1.0" : " HTTP/1.1");
  request.bytes += line_end();

  add_odd_fields(request);
  if (!one_in(10)) add_field(request, one_in(3) ? "HOST" : "Host", "hooks.example");
  request.content = make_content(request);
  std::string wire = request.content;
  enum class Framing { length, repeated_length, chunked, chunked_and_length };
  const Framing framing = one_in(3) ? (one_in(8) ? Framing::chunked_and_length : Framing::chunked)
                                    : (one_in(10) ? Framing::repeated_length : Framing::length);
  const std::string length = std::to_string(request.content.size());
  bool must_close = false;
  switch (framing) {
    case Framing::length:
      if (!request.content.empty() || one_in(2))
        add_field(request, one_in(4) ? "content-length" : "Content-Length", length);
      break;
    case Framing::repeated_length:
      add_field(request, "Content-Length", length);
      add_field(request, "content-length", length + ", " + length);
      break;
    case Framing::chunked_and_length:
      add_field(request, "Content-Length", "3");
      must_close = true;
      [[fallthrough]];
    case Framing::chunked:
      add_field(request, "Transfer-Encoding", one_in(3) ? "gzip, Chunked" : "chunked");
      must_close = must_close || is_version_1_0;
      wire = in_chunks(request);
      break;
  }
  if (one_in(8)) add_field(request, "Expect", "100-continue");
  bool wants_close = is_version_1_0;
  if (one_in(12)) {
    add_field(request, "Connection", "x, Close");
    wants_close = true;
  } else if (is_version_1_0 && one_in(2)) {
    add_field(request, "Connection", "Keep-Alive");
    wants_close = false;
  }
  request.keeps_connection = !must_close && !wants_close;
  add_odd_fields(request);
  request.bytes += line_end();
  request.bytes += wire;
  return request;
}

}  // namespace hookloop::test
