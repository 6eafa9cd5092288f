using System.Globalization;
using System.Text.RegularExpressions;
using Erasure.Api.OpenApi;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Erasure.Api.Requests;

/// <summary>The parameters of a page of something.</summary>
internal sealed partial record PageQuery(int Top, string? Continuation)
{
    /// <summary>What it reads; any other is refused.</summary>
    public static readonly ApiParameter[] Parameters =
    [
        ApiParameter.Query("top", "At most this many: 50 where it isn't given, up to 200.", JsonSchemaType.Integer),
        ApiParameter.Query("continuation", "Where the page begins, as the page before gave it."),
    ];

    public static PageQuery? Read(IQueryCollection query, ApiOptions options, ICollection<FieldProblem> problems)
    {
        Parameters.RefuseOthers(query, problems);
        int top = options.DefaultPageSize;
        if (query.TryGetValue("top", out var given)
            && !(given is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out top) && top >= 1 && top <= options.MaxPageSize))
        {
            problems.Add(new FieldProblem("top", $"must be a number from 1 to {options.MaxPageSize}"));
        }

        string? continuation = query["continuation"] is [{ Length: > 0 } token] ? token : null;
        if (continuation is not null && !Cursor().IsMatch(continuation))
        {
            problems.Add(new FieldProblem("continuation", "must be what the page before gave"));
        }

        return problems.Count == 0 ? new PageQuery(top, continuation) : null;
    }

    [GeneratedRegex("^[A-Za-z0-9:/_-]{1,128}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cursor();
}
