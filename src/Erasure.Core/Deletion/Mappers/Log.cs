using Microsoft.Extensions.Logging;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>What is logged of mappers: ids, codes and sentences of our own; never a value or an object's key.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The lake doesn't bear a data mapper out; erasures that need it will fail. {Mapper}")]
    public static partial void MapperWrong(ILogger logger, string mapper);

    [LoggerMessage(2, LogLevel.Information, "The lake bears the data mapper {Mapper} out again")]
    public static partial void MapperRight(ILogger logger, string mapper);

    [LoggerMessage(4, LogLevel.Warning, "No domain's connector.mappers names the data mappers {Mappers}: no erasure searches them")]
    public static partial void MappersUncovered(ILogger logger, string mappers);

    [LoggerMessage(3, LogLevel.Warning, "The data mappers couldn't be held against the lake: {Error} at {Where}")]
    public static partial void LookFailed(ILogger logger, string error, string where);
}
