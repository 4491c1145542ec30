//! Where a camera is asked.

/// A path of the camera's web server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// The endless stream.
    Video,
    /// One picture.
    Image,
    /// The stream under its older name.
    VideoAlias,
    /// One picture under its older name.
    ImageAlias,
    /// The size that a request would give, as text.
    ImageSize,
    /// The camera's parameters, as text.
    Parameters,
    /// The user's name and rights, as text.
    UserGroup,
    /// Model, serial number and firmware, as JSON.
    DeviceInfo,
    /// Pan, tilt and zoom.
    Ptz,
    /// Header fields that the camera adds to its answers, as JSON; for the administrator.
    CustomHeaders,
}

impl Endpoint {
    /// Every endpoint.
    pub const ALL: [Self; 10] = [
        Self::Video,
        Self::Image,
        Self::VideoAlias,
        Self::ImageAlias,
        Self::ImageSize,
        Self::Parameters,
        Self::UserGroup,
        Self::DeviceInfo,
        Self::Ptz,
        Self::CustomHeaders,
    ];

    /// The path, from `/`.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Video => "/axis-cgi/mjpg/video.cgi",
            Self::Image => "/axis-cgi/jpg/image.cgi",
            Self::VideoAlias => "/mjpg/video.mjpg",
            Self::ImageAlias => "/jpg/image.jpg",
            Self::ImageSize => "/axis-cgi/imagesize.cgi",
            Self::Parameters => "/axis-cgi/param.cgi",
            Self::UserGroup => "/axis-cgi/usergroup.cgi",
            Self::DeviceInfo => "/axis-cgi/basicdeviceinfo.cgi",
            Self::Ptz => "/axis-cgi/com/ptz.cgi",
            Self::CustomHeaders => "/axis-cgi/customhttpheader.cgi",
        }
    }

    /// The endpoint at this path, from `/`.
    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.path() == path)
    }

    /// Whether it answers with a stream.
    pub fn is_stream(self) -> bool {
        matches!(self, Self::Video | Self::VideoAlias)
    }

    /// Whether it answers with pictures and takes [`ImageArguments`](crate::ImageArguments).
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Video | Self::VideoAlias | Self::Image | Self::ImageAlias)
    }

    /// The endpoint for single pictures that belongs to a stream's, and the other way round.
    #[must_use]
    pub fn counterpart(self) -> Self {
        match self {
            Self::Video => Self::Image,
            Self::Image => Self::Video,
            Self::VideoAlias => Self::ImageAlias,
            Self::ImageAlias => Self::VideoAlias,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_back() {
        for endpoint in Endpoint::ALL {
            assert_eq!(Endpoint::from_path(endpoint.path()), Some(endpoint));
            assert_eq!(endpoint.counterpart().counterpart(), endpoint);
        }
        assert_eq!(Endpoint::from_path("/axis-cgi/mjpg/"), None);
    }
}
