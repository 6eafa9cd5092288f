using System.Globalization;
using Erasure.Api.OpenApi;
using Erasure.Core.Clocks;
using Erasure.Core.Erasures;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Erasure.Api.Requests;

/// <summary>The parameters of the list.</summary>
internal sealed record ListQuery(ErasureFilter Filter, int Top, string? Continuation)
{
    /// <summary>What it reads; any other is refused.</summary>
    public static readonly ApiParameter[] Parameters =
    [
        ApiParameter.Query("state", "In any of these states, separated by commas."),
        ApiParameter.Query("overdue", "Open past the deadline, or not.", JsonSchemaType.Boolean),
        ApiParameter.Query("receivedFrom", "Received at or after this RFC 3339 time."),
        ApiParameter.Query("receivedTo", "Received before this RFC 3339 time."),
        ApiParameter.Query("reference", "With this reference."),
        .. PageQuery.Parameters,
    ];

    public static ListQuery? Read(IQueryCollection query, ApiOptions options, ICollection<FieldProblem> problems)
    {
        Parameters.RefuseOthers(query, problems);
        ErasureFilter filter = new()
        {
            States = States(query, problems),
            Overdue = Parse(query, "overdue", "true or false", problems, text => bool.TryParse(text, out bool value) ? value : (bool?)null),
            ReceivedFrom = Parse(query, "receivedFrom", "an RFC 3339 time", problems, Time),
            ReceivedTo = Parse(query, "receivedTo", "an RFC 3339 time", problems, Time),
            Reference = query["reference"] is [{ Length: > 0 } reference] ? reference : null,
        };
        int? top = Parse(query, "top", $"a number from 1 to {options.MaxPageSize}", problems, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= options.MaxPageSize ? value : (int?)null);
        string? continuation = query["continuation"] is [{ Length: > 0 } token] ? token : null;
        return problems.Count == 0 ? new ListQuery(filter, top ?? options.DefaultPageSize, continuation) : null;
    }

    private static List<ErasureState>? States(IQueryCollection query, ICollection<FieldProblem> problems)
    {
        if (!query.TryGetValue("state", out var values))
        {
            return null;
        }

        List<ErasureState> states = [];
        foreach (string word in values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (Enum.TryParse(word, ignoreCase: true, out ErasureState state) && !char.IsAsciiDigit(word[0]) && Enum.IsDefined(state))
            {
                states.Add(state);
            }
            else
            {
                problems.Add(new FieldProblem("state", $"must be among {string.Join(", ", Enum.GetNames<ErasureState>())}"));
            }
        }

        return states;
    }

    private static T? Parse<T>(IQueryCollection query, string name, string expected, ICollection<FieldProblem> problems, Func<string, T?> parse)
        where T : struct
    {
        if (!query.TryGetValue(name, out var values))
        {
            return null;
        }

        T? value = values is [{ } text] ? parse(text) : null;
        if (value is null)
        {
            problems.Add(new FieldProblem(name, $"must be {expected}"));
        }

        return value;
    }

    private static DateTimeOffset? Time(string text) =>
        IsoTime.TryParse(text, out DateTimeOffset time) ? time : null;
}
