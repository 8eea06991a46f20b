// What is done with an app once it is built: publish it, test it.
#include <spdlog/fmt/fmt.h>

#include <array>

#include "emitter/platform/lookups.h"
#include "emitter/platform/platform.h"
#include "emitter/platform/problems.h"
#include "emitter/platform/sample_values.h"
#include "shared/http_client/url.h"
#include "shared/support/nearest.h"

namespace hookloop {
namespace {

using PublicationDid = DeedRunner::Did<Publication>;
using TestDid = DeedRunner::Did<AppTest>;

// What `text` is not one of, for a sentence: "There is no target 'herokku'; did you mean heroku?"
std::string no_such(std::string_view what, std::string_view text, const std::array<std::string, 2>& known) {
  const std::string near = did_you_mean(text, known);
  return fmt::format("There is no {} {}{}", what, in_quotes(text),
                     near.empty() ? fmt::format("; it is {} or {}.", known[0], known[1]) : near);
}

// A URL that the payload's own schema takes, and that can be opened.
std::optional<Problem> check_publication_url(const std::string& url, EventType type, const std::string& target) {
  if (url.size() > kLongestPublicationUrlBytes) {
    return bad_field("/url", fmt::format("A URL is at most {} bytes long.", kLongestPublicationUrlBytes));
  }
  const auto parsed = parse_url(url);
  if (!parsed) return bad_field("/url", sentence(parsed.error()));
  Payload payload = *parse_payload(payload_example(type), type);
  payload.subject = PayloadPublication{target, url};
  if (judge_payload(to_bytes(payload), info(type).id).state == PayloadVerdict::State::valid) return std::nullopt;
  return bad_field("/url", "The URL holds what a URL writes as % and two hexadecimal digits.");
}

std::optional<Problem> check_test_result(const TestResult& said) {
  static const std::array<std::string, 2> statuses{"passed", "failed"};
  if (said.status && *said.status != statuses[0] && *said.status != statuses[1]) {
    return bad_field("/status", no_such("status", *said.status, statuses));
  }
  const std::array<std::pair<const char*, std::optional<std::int64_t>>, 3> counts{
      {{"/passed", said.passed}, {"/failed", said.failed}, {"/duration_seconds", said.duration_seconds}}};
  for (const auto& [pointer, count] : counts) {
    if (count && (*count < 0 || *count > kMostTests)) {
      return bad_field(pointer, fmt::format("This is a whole number from 0 to {}.", kMostTests));
    }
  }
  if (said.status && said.failed && (*said.status == "failed") != (*said.failed > 0)) {
    return bad_field("/failed", "A run has failed when one of its tests did, and passed when none did.");
  }
  return std::nullopt;
}

}  // namespace

Result<Done<Publication>, Problem> Platform::publish(const std::string& guid, const std::string& target,
                                                     const std::optional<std::string>& url, const Deed& deed) {
  return deeds_.run<Publication>(deed, [&](DeedRunner::Scene& scene) -> Result<PublicationDid, Problem> {
    static const std::array<std::string, 2> targets{"platform", "heroku"};
    const auto app = find_standing_app(scene.change, guid);
    if (!app) return app.error();
    if (target != targets[0] && target != targets[1]) return bad_field("/target", no_such("target", target, targets));
    const EventType type = target == "heroku" ? EventType::PROJECT_PUBLISH_HEROKU : EventType::PROJECT_PUBLISH;
    if (url) {
      if (auto problem = check_publication_url(*url, type, target)) return *std::move(problem);
    }
    Publication publication;
    publication.target = target;
    publication.url = url ? *url : publication_url(app->guid, target);
    publication.published_at = scene.now;
    publication.published_by = scene.by;
    publication = scene.change.insert_publication(app->number, std::move(publication));
    PayloadPublication subject{publication.target, publication.url};
    return PublicationDid{std::move(publication), {type, *app, std::move(subject), scene.now, scene.by}};
  });
}

Result<Done<AppTest>, Problem> Platform::test_app(const std::string& guid, const TestResult& result, const Deed& deed) {
  return deeds_.run<AppTest>(deed, [&](DeedRunner::Scene& scene) -> Result<TestDid, Problem> {
    const auto app = find_standing_app(scene.change, guid);
    if (!app) return app.error();
    if (auto problem = check_test_result(result)) return *std::move(problem);
    AppTest test;
    test.result = draw_test_result(random_, result);
    test.tested_at = scene.now;
    test.tested_by = scene.by;
    test = scene.change.insert_test(app->number, std::move(test));
    return TestDid{test, {EventType::PROJECT_TEST, *app, test.result, scene.now, scene.by}};
  });
}

}  // namespace hookloop
