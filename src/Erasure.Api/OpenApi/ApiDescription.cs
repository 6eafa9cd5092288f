using System.Text.Json.Nodes;
using Erasure.Api.Access;
using Erasure.Core.Lake.Mappers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Erasure.Api.OpenApi;

/// <summary>The OpenAPI document: what the routes' own descriptions can't say.</summary>
internal static class ApiDescription
{
    public const string Name = "v1";

    private const string ApiKeyScheme = "apiKey";

    public static void Add(IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(AddRouteAsync);
        options.AddSchemaTransformer(DescribeColumnsAsync);
    });

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Erasure",
            Version = Name,
            Description = "Erases a person everywhere, durably, by the deadline. Errors are RFC 9457 problem details; no answer repeats an identifier.",
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "Where this document is." }];
        document.Tags = new HashSet<OpenApiTag>(ApiTags.All);
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [ApiKeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = PresentedKey.Header,
                Description = "Needed everywhere but on loopback without a configured key; each key has roles. Authorization: Bearer works too.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKeyScheme, document)] = [] }];
        return Task.CompletedTask;
    }

    // A column writes itself as its path alone where it is compared exactly, which no property says. What an array holds isn't asked about, so the whole is.
    private static Task DescribeColumnsAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(IReadOnlyDictionary<string, IReadOnlyList<IdentifierColumn>>))
        {
            schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Column() };
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema Column()
    {
        OpenApiSchema path = new() { Type = JsonSchemaType.String };
        OpenApiSchema rules = new()
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. MatchRuleNames.All.Select(name => (JsonNode)name)] },
        };
        OpenApiSchema withRules = new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(StringComparer.Ordinal) { "column" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { ["column"] = path, ["rules"] = rules, ["optional"] = new OpenApiSchema { Type = JsonSchemaType.Boolean } },
        };
        return new OpenApiSchema { OneOf = [path, withRules] };
    }

    private static Task AddRouteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        IList<object> route = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        foreach (ApiParameter parameter in route.OfType<ApiParameter>())
        {
            operation.Parameters.Add(parameter.Describe());
        }

        foreach (ApiExample example in route.OfType<ApiExample>())
        {
            example.Describe(operation);
        }

        return Task.CompletedTask;
    }
}
