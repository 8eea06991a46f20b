// A captured request as it is sent on: the same method, fields and content, made into a message of a connection of its
// own (RFC 9110 section 7.6).
// - The request line: the target's URL path, without its last "/", then the capture's path behind /b/{bin}; where that
//   is empty, the URL's path as it is. The capture's query goes behind the URL's own, joined by "&". Bytes are copied
//   as they stand, nothing is decoded. So a capture of /b/demo/orders?x=1 goes to http://localhost:3000/hook/?k=2 as
//   /hook/orders?k=2&x=1. Of a capture that names no bin (the bin `stray`) the whole path counts as behind it.
//   `append_path` false: the URL alone. A path with ".." in it, in whatever spelling, is not sent on.
// - Fields keep their order, case and repeats. Host becomes the target's, where it stood. Left out are those for one
//   connection (hop_by_hop.h), and Expect, for nothing waits here.
// - The content is the capture's byte for byte. A chunked one goes with Content-Length instead, in the place of
//   Transfer-Encoding; trailer fields are dropped, as RFC 9110 section 6.5.1 allows.
// - White space around a field's value is one space before it, and a folded line is one line.
// - Edits come after that, and a signature after the edits.
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bin_server/forward/request_edits.h"
#include "bin_server/forward/resign.h"
#include "bin_server/model/captured_request.h"
#include "shared/http_client/url.h"
#include "shared/support/result.h"

namespace hookloop {

struct OutgoingRequest {
  Url url;
  std::string head;  // the exact bytes, empty line included
  std::string body;
};

struct OutgoingOptions {
  bool append_path = true;
  RequestEdits edits = {};
  std::string via = {};  // the pseudonym of a forward; empty: no Via is added
  struct Signature {
    SigningKey key;
    std::string new_delivery_id;
    UnixSeconds now;
  };
  std::optional<Signature> signature = {};
};

// The error says why the capture can not be sent: it is no whole HTTP request, or one of a kind that is not sent on.
// `request` must have its body.
Result<OutgoingRequest> make_outgoing_request(const CapturedRequest& request, const Url& target,
                                              const OutgoingOptions& options);

}  // namespace hookloop
