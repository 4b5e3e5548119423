//! `GET /api/v1/openapi.json`: the interface as OpenAPI 3.1.

use axum::Json;
use utoipa::OpenApi;
use werksessie_core::Command;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Werksessie",
        description = "The HTTP interface of a live workshop tool. Errors are problem+json with a stable code."
    ),
    paths(
        super::projects::create,
        super::projects::import,
        super::projects::read,
        super::projects::export,
        super::commands::post,
        super::join::post,
        super::ballot::put,
        super::live::get,
        super::documents::get,
        super::documents::all,
        super::documents::finished,
    )
)]
struct Interface;

/// The description, with the names of all commands.
pub async fn get() -> Json<serde_json::Value> {
    Json(describe())
}

fn describe() -> serde_json::Value {
    let mut description = serde_json::to_value(Interface::openapi()).unwrap_or_default();
    description["components"]["schemas"]["Command"] = serde_json::json!({
        "type": "object",
        "required": ["type"],
        "properties": { "type": { "type": "string", "enum": Command::NAMES } },
    });
    description["paths"]["/api/v1/projects/{project}/commands"]["post"]["requestBody"] = serde_json::json!({
        "required": true,
        "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["id", "command"],
            "properties": {
                "id": { "type": "string", "format": "uuid" },
                "command": { "$ref": "#/components/schemas/Command" },
            },
        } } },
    });
    description
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn the_description_names_every_call_and_every_command() {
        let description = describe();
        assert_eq!(description["openapi"], "3.1.0");
        let paths = description["paths"].as_object().unwrap();
        assert_eq!(paths.len(), 11);
        let commands =
            description["components"]["schemas"]["Command"]["properties"]["type"]["enum"].as_array().unwrap();
        assert!(commands.iter().any(|name| name == "round.open"));
    }
}
