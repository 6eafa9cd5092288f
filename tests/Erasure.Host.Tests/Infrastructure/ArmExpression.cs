namespace Erasure.Host.Tests.Infrastructure;

/// <summary>An expression of a compiled template: a call with its arguments, a text, or a number. What is read of a call's result (<c>reference('storage').id</c>) is passed over.</summary>
internal sealed record ArmExpression(string? Function, string Text, IReadOnlyList<ArmExpression> Arguments)
{
    /// <summary>Parses what stands between square brackets.</summary>
    /// <exception cref="FormatException">It is no expression.</exception>
    public static ArmExpression Parse(string expression)
    {
        if (expression is not ['[', .. var inner, ']'])
        {
            throw new FormatException("An expression stands in square brackets.");
        }

        int at = 0;
        ArmExpression parsed = Next(inner, ref at);
        return at == inner.Length ? parsed : throw new FormatException($"The expression goes on after its end, at {at}.");
    }

    private static ArmExpression Next(string text, ref int at)
    {
        if (text[at] == '\'')
        {
            return new(null, Literal(text, ref at), []);
        }

        string name = Word(text, ref at);
        if (at == text.Length || text[at] != '(')
        {
            return new(null, name, []);
        }

        List<ArmExpression> arguments = [];
        at++;
        while (text[at] != ')')
        {
            arguments.Add(Next(text, ref at));
            at += text[at] == ',' ? ", ".Length : 0;
        }

        at++;
        _ = Word(text, ref at);
        return new(name, "", arguments);
    }

    // A quote within is doubled.
    private static string Literal(string text, ref int at)
    {
        int start = ++at;
        while (text[at] != '\'' || (at + 1 < text.Length && text[at + 1] == '\''))
        {
            at += text[at] == '\'' ? 2 : 1;
        }

        return text[start..at++].Replace("''", "'", StringComparison.Ordinal);
    }

    private static string Word(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] is not ('(' or ')' or ',' or '\''))
        {
            at++;
        }

        return text[start..at];
    }
}
