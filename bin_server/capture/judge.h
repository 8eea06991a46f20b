// The verdict on a captured request: is its payload what its event type must be, is its signature right, was its
// delivery captured before. Derived from the stored bytes and the bin's secrets whenever somebody looks, so it never
// delays a capture, is never out of date after a secret was set, and can not be lost. The dear part of it is remembered
// for as long as the bin's settings stay as they are. Any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "bin_server/model/bin.h"
#include "bin_server/model/captured_request.h"
#include "bin_server/store/capture_store.h"
#include "shared/schema/delivery_headers.h"
#include "shared/schema/payload.h"
#include "shared/schema/signature.h"
#include "shared/support/guarded.h"

namespace hookloop {

// Of one request alone: its bytes and the bin's secrets.
struct Verdict {
  PayloadVerdict payload;
  SignatureVerdict signature;
};

class Judge {
 public:
  // When what is remembered takes so much it starts anew, which costs some microseconds a request that is looked at
  // again.
  static constexpr std::size_t kMostRemembered = 32u << 20;

  explicit Judge(const CaptureStore& store, std::size_t most_remembered = kMostRemembered)
      : store_(store), most_remembered_(most_remembered) {}

  // `request` may be without its body (as lists are): it is read when it is needed.
  std::shared_ptr<const Verdict> judge(const Bin& bin, const CapturedRequest& request);

  // The id of the earlier capture that this one repeats: the same delivery, the same attempt where attempts are told. A
  // retry after an answer that was no success repeats nothing. What kind of repeat it is says repeats.h.
  std::optional<std::string> duplicate_of(const CapturedRequest& request) const;

 private:
  struct Entry {
    std::shared_ptr<const BinSettings> settings;
    std::shared_ptr<const Verdict> verdict;
  };

  struct Remembered {
    std::unordered_map<std::string, Entry> verdicts;  // by request id
    std::size_t bytes = 0;                            // about what they take
  };

  const CaptureStore& store_;
  const std::size_t most_remembered_;
  std::mutex large_;
  Guarded<Remembered> remembered_;
};

}  // namespace hookloop
