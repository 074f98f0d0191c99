// The finder's map and "near me": both add to a page that is whole without them.
(function () {
  "use strict";
  var source = document.getElementById("drawing");
  if (!source) { return; }
  var draw = JSON.parse(source.textContent);

  var locate = document.getElementById("locate");
  if (locate && navigator.geolocation) {
    var note = document.getElementById("locate-note");
    locate.hidden = false;
    note.hidden = false;
    locate.addEventListener("click", function () {
      var fault = document.getElementById("locate-fault");
      fault.textContent = "";
      navigator.geolocation.getCurrentPosition(function (found) {
        var near = document.getElementById("near");
        near.value = found.coords.longitude.toFixed(3) + "," + found.coords.latitude.toFixed(3);
        near.disabled = false;
        near.checked = true;
        document.getElementById("within").disabled = false;
        near.form.requestSubmit();
      }, function () { fault.textContent = draw.words.no_position; }, {timeout: 10000, maximumAge: 60000});
    });
  }
  // An empty field says nothing: keep it out of the address, so that a link stays short.
  var search = document.querySelector("form.search");
  if (search) {
    search.addEventListener("formdata", function (event) {
      Array.from(event.formData.entries()).forEach(function (pair) {
        if (!pair[1] || (pair[0] === "reading" && pair[1] === "sure")) { event.formData.delete(pair[0]); }
      });
      if (!event.formData.has("near")) { event.formData.delete("within"); }
    });
  }

  var box = document.getElementById("finder-map");
  if (!box || !window.L) { return; }
  var drawable = draw.points.length > 0 || draw.near;
  ["map-missing"].concat(drawable ? [] : ["map", "to-map"]).forEach(function (name) {
    var part = document.getElementById(name);
    if (part) { part.hidden = true; }
  });
  if (!drawable) { return; }
  box.hidden = false;
  var map = L.map(box, {zoomControl: false, attributionControl: false, maxZoom: 19, zoomSnap: 0.25, scrollWheelZoom: false});
  L.control.zoom({zoomInTitle: draw.words.zoom_in, zoomOutTitle: draw.words.zoom_out}).addTo(map);
  L.control.scale({imperial: false}).addTo(map);
  map.setView(draw.points.length ? draw.points[0].at : draw.near.at, 15);
  if (draw.ground) {
    L.geoJSON(draw.ground, {interactive: false, style: {color: "#4D4D4D", weight: 1, fill: false}}).addTo(map);
  }
  var bounds = L.latLngBounds([]);
  var text = function (words) { var line = document.createElement("span"); line.textContent = words; return line; };
  draw.points.forEach(function (point) {
    if (point.radius_m) {
      var circle = L.circle(point.at, {
        radius: point.radius_m, interactive: false, color: "#1A1A1A", weight: 1.5, dashArray: "6 5",
        fillColor: "#E6E6E6", fillOpacity: 0.35
      }).addTo(map);
      bounds.extend(circle.getBounds());
    } else { bounds.extend(point.at); }
  });
  // Inside a frame a mark follows the link that the page around it shows for the same place.
  var follow = function (address) {
    var links = Array.from(window.parent.document.querySelectorAll("a[href]"));
    var link = links.find(function (candidate) { return candidate.getAttribute("href") === address; });
    if (link) { link.click(); }
  };
  draw.points.forEach(function (point) {
    var size = point.number === "" ? 18 : 28;
    var icon = L.divIcon({className: "pin" + (point.radius_m ? " unsure" : ""), html: String(point.number), iconSize: [size, size]});
    var marker = L.marker(point.at, {icon: icon, keyboard: false, interactive: true}).addTo(map);
    marker.bindTooltip(text(point.label));
    marker.on("click", function () {
      if (point.link) { follow(point.link); return; }
      var entry = document.getElementById(point.anchor);
      if (entry) { location.hash = point.anchor; entry.querySelector("a").focus(); }
    });
  });
  if (draw.near) {
    L.circleMarker(draw.near.at, {radius: 8, color: "#A63446", weight: 3, fillColor: "#FFFFFF", fillOpacity: 1})
      .addTo(map).bindTooltip(text(draw.words.you));
    bounds.extend(draw.near.at);
    if (draw.near.within_m) {
      var reach = L.circle(draw.near.at, {radius: draw.near.within_m, interactive: false, color: "#A63446", weight: 1.5, fill: false}).addTo(map);
      bounds.extend(reach.getBounds());
    }
  }
  // Far out, the districts say where one is; around a point the ring does.
  map.fitBounds(bounds.pad(0.05), {animate: false, maxZoom: draw.near ? 16 : draw.ground ? 13 : 16});
  box.dataset.drawn = String(draw.points.length);
})();
