using System.CommandLine;
using System.Text;
using Erasure.Core.Lake.Mappers;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>The options that say which rows, and how they are looked for: <c>--column C --match V ...</c>, or values from a file, one a line.</summary>
internal sealed class PredicateOptions
{
    /// <summary>The option that a command has which asks something of a file.</summary>
    public const string ColumnName = "--column";

    private const int MaxBytes = 64 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Option<string[]> columns = new(ColumnName)
    {
        Description = "Column to compare, as a dotted path; more of them are alternatives.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string[]> matches = new("--match") { Description = "Value to look for; more of them are alternatives. Other users of the machine can see command lines: prefer --matches.", HelpName = "VALUE" };

    private readonly Option<FileInfo?> matchesFile = new("--matches") { Description = "File of values, one a line, UTF-8; - for standard input.", HelpName = "FILE" };

    private readonly Option<string[]> rules = new("--rule") { Description = $"Compare by a rule, beyond exactly: {string.Join(", ", MatchRuleNames.All)}; more of them hold together.", HelpName = "RULE" };

    private readonly Option<bool> noPruning = new("--no-pruning") { Description = "Read every value: trust no statistics, page index or bloom filter." };

    public PredicateOptions() => rules.AcceptOnlyFromAmong([.. MatchRuleNames.All]);

    public void AddTo(Command command)
    {
        command.Add(columns);
        command.Add(matches);
        command.Add(matchesFile);
        command.Add(rules);
        command.Validators.Add(result =>
        {
            if (result.GetValue(matches) is not { Length: > 0 } && result.GetValue(matchesFile) is null)
            {
                result.AddError("Give values by --match or --matches.");
            }
        });
    }

    /// <summary>For a command that may look into indexes, too.</summary>
    public void AddPruningTo(Command command) => command.Add(noPruning);

    /// <summary>The eraser that looks as the command says.</summary>
    public ParquetRowEraser Eraser(ParseResult command) => new(new ParquetEraserOptions { UseIndexes = !command.GetValue(noPruning) });

    /// <exception cref="UsageException">There are no values, or what should be some isn't text.</exception>
    public async Task<RowPredicate> ReadAsync(ParseResult command, CancellationToken cancellationToken)
    {
        List<string> values = [.. command.GetValue(matches) ?? []];
        if (command.GetValue(matchesFile) is { } file)
        {
            await using Stream stream = await InputText.ReadAsync(file.Name == InputText.StandardInput ? InputText.StandardInput : file.FullName, MaxBytes, cancellationToken);
            values.AddRange(await ReadAsync(stream, cancellationToken));
        }

        if (!values.Exists(value => value.Length > 0))
        {
            throw new UsageException("There is no value to look for: --match and --matches give none.");
        }

        MatchRules how = MatchRuleNames.Read(command.GetValue(rules) ?? []);
        return new RowPredicate([new SimpleMatch(command.GetRequiredValue(columns), [.. values.Select(value => new SecretText(value))]) { Rules = how }], []);
    }

    /// <summary>Values, one a line, without the byte order mark that some programs write.</summary>
    internal static async Task<IReadOnlyList<string>> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        List<string> values = [];
        using StreamReader reader = new(stream, Strict, detectEncodingFromByteOrderMarks: true);
        try
        {
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.Length > 0)
                {
                    values.Add(line);
                }
            }
        }
        catch (DecoderFallbackException malformed)
        {
            throw new UsageException($"--matches isn't UTF-8, behind line {values.Count:N0} of its values or later: convert it.", malformed);
        }

        return values;
    }
}
