using System.CommandLine;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>The options that say which rows: <c>--column C --match V ...</c>, or values from a file, one a line.</summary>
internal sealed class PredicateOptions
{
    private readonly Option<string[]> columns = new("--column")
    {
        Description = "Column to compare, as a dotted path; more of them are alternatives.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string[]> matches = new("--match") { Description = "Value to look for; more of them are alternatives. Other users of the machine can see command lines: prefer --matches.", HelpName = "VALUE" };

    private readonly Option<FileInfo?> matchesFile = new("--matches") { Description = "File of values, one a line, UTF-8; - for standard input.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(columns);
        command.Add(matches);
        command.Add(matchesFile);
        command.Validators.Add(result =>
        {
            if (result.GetValue(matches) is not { Length: > 0 } && result.GetValue(matchesFile) is null)
            {
                result.AddError("Give values by --match or --matches.");
            }
        });
    }

    public async Task<RowPredicate> ReadAsync(ParseResult command, CancellationToken cancellationToken)
    {
        List<string> values = [.. command.GetValue(matches) ?? []];
        if (command.GetValue(matchesFile) is { } file)
        {
            using TextReader reader = file.Name == "-" ? Console.In : file.OpenText();
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.Length > 0)
                {
                    values.Add(line);
                }
            }
        }

        return new RowPredicate([new SimpleMatch(command.GetRequiredValue(columns), [.. values.Select(value => new SecretText(value))])], []);
    }
}
