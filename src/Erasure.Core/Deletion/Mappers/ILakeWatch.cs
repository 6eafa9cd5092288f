namespace Erasure.Core.Deletion.Mappers;

/// <summary>Holds all mappers, declared and stored, against the lake now and then, so that one that points nowhere is known before an erasure comes: logged when it begins and when it ends.</summary>
public interface ILakeWatch
{
    /// <summary>Looks now, or joins whoever is looking.</summary>
    Task<LakeState?> LookAsync(CancellationToken cancellationToken);

    /// <summary>What was seen last, or just now where that is old; null where nothing has been seen yet within some seconds.</summary>
    Task<LakeState?> LatestAsync(CancellationToken cancellationToken);

    /// <summary>The same, but that what was wrong is looked at again unless it just was.</summary>
    Task<LakeState?> LookAgainAsync(CancellationToken cancellationToken);
}
