using System.Globalization;
using Erasure.Core.Erasures;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Requests;

/// <summary>Which page of a list: <c>top</c> items after <c>continuation</c>, the id of the last item of the page before.</summary>
internal sealed record PageQuery(int Top, string? Continuation)
{
    public static readonly string[] Known = ["top", "continuation"];

    public static PageQuery? Read(IQueryCollection query, ApiOptions options, ICollection<FieldProblem> problems)
    {
        foreach (string name in query.Keys.Where(name => !Known.Contains(name)))
        {
            problems.Add(new FieldProblem("(query)", $"has an unknown parameter; known are {string.Join(", ", Known)}"));
        }

        int top = options.DefaultPageSize;
        if (query.TryGetValue("top", out var tops) && (!int.TryParse(tops, NumberStyles.None, CultureInfo.InvariantCulture, out top) || top < 1 || top > options.MaxPageSize))
        {
            problems.Add(new FieldProblem("top", $"must be a number from 1 to {options.MaxPageSize}"));
        }

        string? continuation = query["continuation"] is [{ Length: > 0 } token] ? token : null;
        if (continuation is not null && (continuation.Length > 64 || !continuation.All(char.IsAsciiLetterOrDigit)))
        {
            problems.Add(new FieldProblem("continuation", "must be one that a page gave"));
        }

        return problems.Count == 0 ? new PageQuery(top, continuation) : null;
    }
}
