// Steps that the contracts of a capture store share.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bin_server/store/capture_store.h"
#include "tests/contract/capture_store_contract.h"

namespace hookloop::test {

inline const Timestamp kCreated{std::chrono::seconds(1'769'860'800)};

inline Bin make_bin(CaptureStore& store, const std::string& id, BinLimits limits = {}) {
  BinSettings settings;
  settings.name = "name of " + id;
  settings.limits = limits;
  auto bin = store.create_bin(id, kCreated, settings);
  REQUIRE(bin);
  return *std::move(bin);
}

inline void append(CaptureStore& store, const Bin& bin, int first, int last, const std::string& body = "body") {
  std::vector<CaptureDraft> drafts;
  for (int number = first; number <= last; ++number) drafts.push_back(numbered_draft(bin.number, number, body));
  REQUIRE(store.append(drafts));
}

template <typename Capture>
std::vector<Seq> seqs(const std::vector<Capture>& captures) {
  std::vector<Seq> list;
  for (const Capture& capture : captures) list.push_back(capture.seq);
  return list;
}

inline BinTotals totals(const CaptureStore& store, const std::string& id) {
  const auto bin = store.find_bin(id);
  REQUIRE(bin);
  return bin->totals;
}

}  // namespace hookloop::test
