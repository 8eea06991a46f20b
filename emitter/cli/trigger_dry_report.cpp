#include <nlohmann/json.hpp>
#include <ostream>

#include "emitter/cli/trigger_report.h"
#include "shared/support/encoding.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

class DryReport final : public TriggerReport {
 public:
  DryReport(std::ostream& out, bool json) : out_(out), json_(json) {}

  void begin(const DeliveryTarget&, EventType) override {}
  void attempt(std::uint64_t, const OutgoingDelivery&, const AttemptReport& attempt,
               const OutgoingRequest* request) override {
    if (request == nullptr) return;
    if (!json_) {
      out_ << request->head << request->body;
      return;
    }
    nlohmann::ordered_json line{{"kind", "request"}, {"faults", attempt.faults}, {"head", request->head}};
    if (is_utf8(request->body)) {
      line["body"] = request->body;
    } else {
      line["body_base64"] = base64_encode(request->body);
    }
    out_ << line.dump() << '\n';
  }
  void event_ended() override {}
  void end(const TriggerTally&) override {}

 private:
  std::ostream& out_;
  const bool json_;
};

}  // namespace

std::unique_ptr<TriggerReport> make_dry_report(std::ostream& out, bool json) {
  return std::make_unique<DryReport>(out, json);
}

}  // namespace hookloop
