using Microsoft.OpenApi;

namespace Erasure.Api.OpenApi;

/// <summary>Groups of operations, by the resource in their paths: what generated clients have a class each for.</summary>
internal static class ApiTags
{
    private static readonly (string Resource, string Name, string Description)[] Tags =
    [
        ("erasures", "Erasures", "Requests to be forgotten: file them, follow them, decide about them."),
        ("user", "Erasures", ""),
        ("data-mappers", "Data mappers", "Where in the lake people are, and by which columns they are known."),
        ("deletion-queue", "Deletion queue", "What the next deletion job is to erase from the lake."),
        ("deletion-jobs", "Deletion jobs", "Runs that erase from the lake what is queued."),
        ("failures", "Failures", "Objects of the lake that jobs can't erase from."),
    ];

    /// <summary>All of them, with what they are.</summary>
    public static IEnumerable<OpenApiTag> All => Tags.Where(tag => tag.Description.Length > 0).Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description });

    /// <summary>The tag of a route under <c>/api</c>.</summary>
    public static string Of(string pattern) => Tags.Single(tag => tag.Resource == pattern.Split('/')[2]).Name;
}
