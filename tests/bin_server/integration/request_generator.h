// HTTP requests as no polite client would write all of them, from a seed: every method, odd targets, header lines in
// any order, case and number, every way to frame a body. Each comes with what a reader should make of it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/support/http_message.h"
#include "shared/support/random.h"

namespace hookloop::test {

struct GeneratedRequest {
  std::string bytes;    // head and body as they go over the wire
  std::string content;  // the body without its framing
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> query;
  HeaderList headers;
  HeaderList trailers;
  bool keeps_connection = true;
};

class RequestGenerator {
 public:
  RequestGenerator(Random& random, std::string bin) : random_(random), bin_(std::move(bin)) {}

  GeneratedRequest next();

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_.next() % limit); }
  // Positions at which `size` bytes are cut, ascending, at least one where there can be one.
  std::vector<std::size_t> cuts(std::size_t size);
  std::string random_bytes(std::size_t size);

 private:
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <typename T, std::size_t N>
  const T& any_of(const T (&choices)[N]) {
    return choices[below(N)];
  }
  std::string_view line_end();
  void make_target(GeneratedRequest& request);
  void add_field(GeneratedRequest& request, std::string_view name, std::string_view value);
  void add_odd_fields(GeneratedRequest& request);
  std::string make_content(GeneratedRequest& request);
  std::string in_chunks(GeneratedRequest& request);

  Random& random_;
  std::string bin_;
  bool bare_line_feeds_ = false;
};

}  // namespace hookloop::test
