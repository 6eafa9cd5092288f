using Microsoft.OpenApi;

namespace Erasure.Api.OpenApi;

/// <summary>A parameter that a handler reads itself, so that no framework message can quote its value.</summary>
/// <param name="Place">Where in the request it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is.</param>
/// <param name="Description">What it means, as a sentence.</param>
internal sealed record ApiParameter(ParameterLocation Place, string Name, JsonSchemaType Type, string Description)
{
    /// <summary>A parameter of the query, which may be left out.</summary>
    public static ApiParameter Query(string name, string description, JsonSchemaType type = JsonSchemaType.String) => new(ParameterLocation.Query, name, type, description);

    /// <summary>As the OpenAPI document says it.</summary>
    public OpenApiParameter Describe() => new()
    {
        In = Place,
        Name = Name,
        Required = Place == ParameterLocation.Path,
        Description = Description,
        Schema = new OpenApiSchema { Type = Type },
    };
}
