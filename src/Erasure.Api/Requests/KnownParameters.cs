using Erasure.Api.OpenApi;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Requests;

/// <summary>A query holds what its route describes, and nothing else.</summary>
internal static class KnownParameters
{
    /// <summary>Tells of each other one, without its name, which anybody may have made up.</summary>
    public static void RefuseOthers(this IReadOnlyList<ApiParameter> parameters, IQueryCollection query, ICollection<FieldProblem> problems)
    {
        string[] known = [.. parameters.Select(parameter => parameter.Name)];
        foreach (string name in query.Keys.Where(name => !known.Contains(name)))
        {
            problems.Add(new FieldProblem("(query)", $"has an unknown parameter; known are {string.Join(", ", known)}"));
        }
    }
}
