using System.CommandLine;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary><c>erasure parquet ...</c>: the row eraser by itself, on one file.</summary>
internal static class ParquetCommands
{
    public static Command Create() => new("parquet", "Look into Parquet files and erase rows from them.")
    {
        InspectCommand.Create(),
        FindCommand.Create(),
        EraseCommand.Create(),
        VerifyCommand.Create(),
    };
}
