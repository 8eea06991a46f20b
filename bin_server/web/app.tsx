import { render } from "preact";
import { BinPage } from "bin_server/web/bin_page";
import { BinsPage } from "bin_server/web/bins_page";
import { usePlace } from "bin_server/web/place";

function App() {
  const place = usePlace();
  // The key makes another bin another page: nothing of one is ever shown in the other.
  return place.bin === undefined ? <BinsPage /> : <BinPage key={place.bin} id={place.bin} query={place.query} view={place.view} />;
}

const page = document.getElementById("page");
if (page) render(<App />, page);
