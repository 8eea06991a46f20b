// One captured request as it is searched: what its bytes say, derived when it is first asked for and no sooner, for a
// search looks at many and most are refuted by little. It reads from the capture and the judge that it was given, which
// outlive it. One thread at a time; made once for a search and pointed at one capture after the other, so that its
// buffers keep their room.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bin_server/capture/judge.h"
#include "bin_server/model/captured_request.h"
#include "bin_server/model/request_head.h"
#include "shared/schema/json_text.h"

namespace hookloop {

class SearchSubject {
 public:
  SearchSubject(const Bin& bin, Judge& judge) : bin_(bin), judge_(judge) {}

  // Whole, with its body.
  void look_at(const CapturedRequest& request);

  const CapturedRequest& request() const { return *request_; }
  const Bin& bin() const { return bin_; }
  // Of the request line alone; the rest of what is in it is empty.
  const RequestHead& line();
  const RequestHead& head();
  std::string_view content();  // without chunked framing
  // Head, a line feed and content without regard to case, where words are looked for.
  std::string_view folded_text();
  // The texts of a JSON body whose escapes hide characters, a line each, without regard to case.
  std::string_view folded_unescaped();
  const JsonText* json();  // nullptr: it is none
  const Verdict& verdict();
  bool is_duplicate();

 private:
  const Bin& bin_;
  Judge& judge_;
  const CapturedRequest* request_ = nullptr;
  std::optional<RequestHead> line_;
  std::optional<RequestHead> head_;
  std::optional<std::string> unframed_;
  std::string folded_;
  bool has_folded_ = false;
  std::string unescaped_;
  bool has_unescaped_ = false;
  std::optional<Result<JsonText, JsonFault>> json_;
  std::shared_ptr<const Verdict> verdict_;
  std::optional<bool> is_duplicate_;
};

}  // namespace hookloop
