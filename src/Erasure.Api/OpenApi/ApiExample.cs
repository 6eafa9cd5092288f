using System.Text.Json.Nodes;
using Erasure.Api.Requests;
using Microsoft.OpenApi;

namespace Erasure.Api.OpenApi;

/// <summary>A body for an operation that takes one.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Body">The body.</param>
internal sealed record ApiExample(string ContentType, string Body)
{
    /// <summary>Puts it into the OpenAPI document.</summary>
    public void Describe(OpenApiOperation operation)
    {
        OpenApiMediaType content = operation.RequestBody!.Content![ContentType];
        if (ContentType == JsonBody.ContentType)
        {
            content.Example = JsonNode.Parse(Body);
        }
        else
        {
            // A text of many records: no schema says that each line is one.
            content.Example = Body;
            content.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
        }
    }
}
