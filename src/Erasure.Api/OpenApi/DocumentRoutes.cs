using System.Text;
using Erasure.Api.Access;
using Erasure.Api.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Erasure.Api.OpenApi;

/// <summary>The OpenAPI document itself.</summary>
internal static class DocumentRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
        [new("openApi", HttpMethods.Get, $"/openapi/{ApiDescription.Name}.json", RouteAccess.Anyone, GetAsync)];

    private static async Task<IResult> GetAsync([FromKeyedServices(ApiDescription.Name)] IOpenApiDocumentProvider description, CancellationToken cancellationToken)
    {
        OpenApiDocument document = await description.GetOpenApiDocumentAsync(cancellationToken);
        return TypedResults.Text(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken), "application/json", Encoding.UTF8);
    }
}
