// Files to import: all of a file is read, or none of it and the fault has a line; and what was read, exported and read
// again, is the same.
#include <algorithm>
#include <string>

#include "bin_server/export/ndjson.h"
#include "shared/support/utf8.h"
#include "tests/fuzz/fuzz_input.h"

namespace hookloop::test {
namespace {

std::string exported(const std::vector<NotedCapture>& captures) {
  NdjsonForm form;
  std::string file = form.begin();
  for (const NotedCapture& capture : captures) {
    CapturedRequest request;
    static_cast<CaptureDraft&>(request) = capture.draft;
    request.marks = capture.marks;
    file += form.add(request, capture.exchanges);
  }
  return file + form.end();
}

bool is_same_draft(const CaptureDraft& a, const CaptureDraft& b) {
  return a.id == b.id && a.received_at == b.received_at && a.client_address == b.client_address &&
         a.client_port == b.client_port && a.head == b.head && a.body == b.body && a.complete == b.complete &&
         a.problems == b.problems && a.response_status == b.response_status && a.content_bytes == b.content_bytes &&
         a.content_sha256 == b.content_sha256 && a.delivery_id == b.delivery_id && a.attempt == b.attempt &&
         a.answer == b.answer;
}

bool is_same(const NotedCapture& a, const NotedCapture& b) {
  return is_same_draft(a.draft, b.draft) && a.marks == b.marks && a.exchanges == b.exchanges;
}

}  // namespace
}  // namespace hookloop::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookloop;
  using namespace hookloop::test;
  const std::string_view file = fuzz_input(data, size);
  const auto read = read_ndjson(file);
  if (!read) {
    const NdjsonFault& fault = read.error();
    const auto lines = static_cast<std::size_t>(std::count(file.begin(), file.end(), '\n'));
    must(fault.line >= 1 && fault.line <= lines + 1, "a fault's line lies in the file");
    must(!fault.detail.empty() && is_utf8(fault.detail), "a fault says what is wrong, in text");
    must(!fault.pointer || (fault.pointer->starts_with('/') && is_utf8(*fault.pointer)), "a pointer points");
    return 0;
  }
  must(!read->captures.empty() || file.find("\"end\"") != std::string_view::npos,
       "a file without captures says so at its end");
  const std::string again = exported(read->captures);
  const auto read_again = read_ndjson(again);
  must(static_cast<bool>(read_again), "what was read can be exported and read again");
  must(std::equal(read->captures.begin(), read->captures.end(), read_again->captures.begin(),
                  read_again->captures.end(), is_same),
       "what was exported reads as it did");
  must(exported(read_again->captures) == again, "an export of an import is the same file");
  return 0;
}
