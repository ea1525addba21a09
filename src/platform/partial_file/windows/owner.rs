//! An access control list that lets in the user, the system and its administrators: those whom
//! mode 0600 lets in on Unix.

use std::fs::File;
use std::io;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::ptr;

use windows_sys::Win32::Foundation::LocalFree;
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
};
use windows_sys::Win32::Security::{
    DACL_SECURITY_INFORMATION, GetTokenInformation, PROTECTED_DACL_SECURITY_INFORMATION,
    PSECURITY_DESCRIPTOR, SetKernelObjectSecurity, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

/// Takes away what the folder gave to others. The handle must have been opened with `WRITE_DAC`.
pub fn exclude_others(file: &File) -> io::Result<()> {
    let user = user_sid()?;
    let descriptor = Descriptor::parse(&format!("D:P(A;;FA;;;{user})(A;;FA;;;SY)(A;;FA;;;BA)"))?;
    // SAFETY: the handle is open, and the descriptor lives until after the call.
    checked(unsafe {
        SetKernelObjectSecurity(
            file.as_raw_handle(),
            DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
            descriptor.0,
        )
    })
}

/// Whose process this is: `S-1-5-21-…`.
fn user_sid() -> io::Result<String> {
    // SAFETY: the pseudo handle is always valid; the new handle is checked and owned at once.
    let token = unsafe {
        let mut token = ptr::null_mut();
        checked(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token))?;
        OwnedHandle::from_raw_handle(token)
    };
    // Words, because what begins with pointers must be aligned for them.
    let mut information = [0_usize; 64];
    let size = u32::try_from(size_of_val(&information)).unwrap_or_default();
    let mut written = 0;
    // SAFETY: the buffer is of the size given and outlives the call.
    checked(unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            TokenUser,
            information.as_mut_ptr().cast(),
            size,
            &raw mut written,
        )
    })?;
    // SAFETY: the call has put a TOKEN_USER at the buffer's start, which is aligned for it; the
    // identifier that it points to lies in the same buffer.
    let sid = unsafe { (*information.as_ptr().cast::<TOKEN_USER>()).User.Sid };
    let mut text = ptr::null_mut();
    // SAFETY: the identifier is valid, see above; the text is freed below and read before that,
    // up to the NUL that ends it.
    unsafe {
        checked(ConvertSidToStringSidW(sid, &raw mut text))?;
        let mut length = 0;
        while *text.add(length) != 0 {
            length += 1;
        }
        let sid = String::from_utf16_lossy(std::slice::from_raw_parts(text, length));
        LocalFree(text.cast());
        Ok(sid)
    }
}

/// A security descriptor, freed when dropped.
struct Descriptor(PSECURITY_DESCRIPTOR);

impl Descriptor {
    fn parse(text: &str) -> io::Result<Self> {
        let wide: Vec<u16> = text.encode_utf16().chain([0]).collect();
        let mut descriptor = ptr::null_mut();
        // SAFETY: the text is NUL-terminated, and the size need not be told.
        checked(unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                wide.as_ptr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                ptr::null_mut(),
            )
        })?;
        Ok(Self(descriptor))
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: ConvertStringSecurityDescriptorToSecurityDescriptorW asks for this.
        unsafe { LocalFree(self.0) };
    }
}

fn checked(done: i32) -> io::Result<()> {
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
