import { render } from "preact";
import { CataloguePage } from "emitter/web/catalogue_page";

const page = document.getElementById("page");
if (page) render(<CataloguePage />, page);
