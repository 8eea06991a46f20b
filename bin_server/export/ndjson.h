// Captures as lines of JSON (NDJSON), exact to the byte: the form that can be imported again. A file is
//
//   {"format":"hookloop-captures","version":1}
//   {"id":"req_…","received_at":"…","client":{…},"complete":true,"problems":[],"method":"POST","target":"/b/…",
//    "response":{"status":200},"head":{"text":…},"body":{"base64":…},"sha256":"…"}          one for each capture
//   {… "response":{"status":503,"state":"answered",…},… "pinned":true,"note":"…","tags":["…"],"exchanges":[…],…}
//   {"end":"hookloop-captures","count":2,"sha256":"…"}
//
// where head and body are the bytes that came (as text where they are UTF-8), the sha256 of a capture is that of its
// head followed by its body, and that of the last line is that of all lines before it. So damage is seen wherever it
// is. What is noted of a capture (noted_json.h, and its marks) stands in its line where there is any; files of before
// there was are read as well. Lines of captures alone, as grep or split leave them, are a file too. `method` and
// `target` are for reading; they must be what the head says. Neither bin nor seq is told: exporting what was imported
// gives the same bytes again.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bin_server/export/export_form.h"
#include "bin_server/model/noted_capture.h"
#include "shared/support/digest.h"
#include "shared/support/result.h"

namespace hookloop {

class NdjsonForm final : public ExportForm {
 public:
  std::string begin() override;
  std::string add(const CapturedRequest& request, const std::vector<CaptureExchange>& exchanges) override;
  std::string end() override;

 private:
  std::string note(std::string line);

  Sha256 digest_;
  std::size_t count_ = 0;
};

// Why a file can not be read.
struct NdjsonFault {
  std::size_t line = 1;                // from 1
  std::optional<std::string> pointer;  // RFC 6901, into the line
  std::string detail;                  // a sentence that says what is wrong or what is allowed
};

// All captures of a file in its order. What is derived from their bytes (content, delivery) is derived anew. A line
// that names no id gives a draft without one. Their bin is 0.
struct NdjsonFile {
  std::vector<NotedCapture> captures;
  std::size_t first_line = 1;  // of the first of them; each has one line
};

// Where anything in it is not right, none of them. Pure; any thread.
Result<NdjsonFile, NdjsonFault> read_ndjson(std::string_view text);

}  // namespace hookloop
